import json
import subprocess
import unittest

from booking import ensure, equals


def start_sandbox(*options):
    # The program itself: npx would leave it running when it is terminated.
    command = ["node_modules/.bin/block-slots-sandbox", "--json", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    return process, json.loads(process.stdout.readline())


class Booking(unittest.TestCase):
    def sandbox(self, *options):
        process, service = start_sandbox(*options)
        self.addCleanup(lambda: (process.terminate(), process.wait(), process.stdout.close()))
        calendar = next(one["id"] for one in service["calendars"] if one["calendarType"] == "event")
        times = {"startTime": "2030-12-24T09:00:00-05:00", "endTime": "2030-12-24T09:45:00-05:00"}
        block = {"locationId": service["locationId"], "calendarId": calendar, "title": "Booking A-17", **times}
        return service, block

    def test_a_block_is_made_once(self):
        service, block = self.sandbox()
        first, second = ensure(service, block), ensure(service, block)
        self.assertEqual(first["id"], second["id"])
        self.assertEqual(len(equals(service, block)), 1)

    def test_a_lost_response_makes_no_second_block(self):
        service, block = self.sandbox("--faults", '[{ "fault": "reset", "operation": "createBlockSlot" }]')
        self.assertEqual(ensure(service, block)["title"], "Booking A-17")
        self.assertEqual(len(equals(service, block)), 1)


if __name__ == "__main__":
    unittest.main()
