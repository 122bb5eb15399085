// An Excel workbook of one sheet whose name and cells are hostile: the parts that the format
// wants and no more, stored without packing.

/** The name of the sheet: 31 characters, none of those that Excel forbids. */
export const SHEET = '<img src=x onerror=alert(1)>&"';

/** The sum that PNG and zip want. */
export function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** Numbers of a zip header: `[value, bytes]`. */
const numbers = (...pairs) => Buffer.concat(pairs.map(([value, bytes]) => {
  const field = Buffer.alloc(bytes);
  field.writeUIntLE(value, 0, bytes);
  return field;
}));

function zip(files) {
  const [parts, index] = [[], []];
  let at = 0;
  for (const [name, text] of files) {
    const [called, body] = [Buffer.from(name), Buffer.from(text)];
    const about = numbers([20, 2], [0, 2], [0, 2], [0, 2], [33, 2], [crc32(body), 4], [body.length, 4], [body.length, 4], [called.length, 2], [0, 2]);
    index.push(Buffer.from('PK\x01\x02'), numbers([20, 2]), about, numbers([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]), called);
    parts.push(Buffer.from('PK\x03\x04'), about, called, body);
    at += 30 + called.length + body.length;
  }
  const list = Buffer.concat(index);
  return Buffer.concat([...parts, list, Buffer.from('PK\x05\x06'), numbers([0, 4], [files.length, 2], [files.length, 2], [list.length, 4], [at, 4], [0, 2])]);
}

const MAIN = 'http://schemas.openxmlformats.org';
const xml = (text) => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');

/** A workbook of rows of texts. */
export function workbook(rows) {
  const cell = (text) => `<c t="inlineStr"><is><t xml:space="preserve">${escaped(String(text))}</t></is></c>`;
  const data = rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
  const type = (part, kind) => `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const link = (kind, target) => xml(`<Relationships xmlns="${MAIN}/package/2006/relationships"><Relationship Id="r1" Type="${MAIN}/officeDocument/2006/relationships/${kind}" Target="${target}"/></Relationships>`);
  return zip([
    ['[Content_Types].xml', xml(`<Types xmlns="${MAIN}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('xl/workbook.xml', 'sheet.main')}${type('xl/s1.xml', 'worksheet')}</Types>`)],
    ['_rels/.rels', link('officeDocument', 'xl/workbook.xml')],
    ['xl/workbook.xml', xml(`<workbook xmlns="${MAIN}/spreadsheetml/2006/main" xmlns:r="${MAIN}/officeDocument/2006/relationships"><sheets><sheet name="${escaped(SHEET)}" sheetId="1" r:id="r1"/></sheets></workbook>`)],
    ['xl/_rels/workbook.xml.rels', link('worksheet', 's1.xml')],
    ['xl/s1.xml', xml(`<worksheet xmlns="${MAIN}/spreadsheetml/2006/main"><sheetData>${data}</sheetData></worksheet>`)],
  ]);
}
