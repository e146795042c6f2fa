/** Replaces what differs from run to run: ids, ports and times. */
export const maskVarying = (text: string): string =>
  text
    .replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g, 'TRACE')
    .replaceAll(/\b[\da-f]{8}\b/g, 'RUN')
    .replaceAll(/\b[A-Za-z\d]{20}\b/g, 'ID')
    .replaceAll(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/\b\d+(?:\.\d+)? m?s\b/g, 'TIME')
