import { expect, test } from 'vitest';
import { fileAddress } from '../../../../src/app/encoders/file-address';

test.each([
  [
    ' https://huggingface.co/someone/model/blob/main/onnx/model.onnx ',
    'https://huggingface.co/someone/model/resolve/main/onnx/model.onnx',
  ],
  ['https://host.org/a/b/blob.bin?x=1#part', 'https://host.org/a/b/blob.bin?x=1'],
  ['http://127.0.0.1:80/a/b/blob/c.onnx', 'http://127.0.0.1/a/b/resolve/c.onnx'],
])('%s is %s', (given, wanted) => {
  expect(fileAddress(given)?.href).toBe(wanted);
});

test.each([
  '',
  'model.onnx',
  'http://host.org/model.onnx',
  'https://host.org/',
  'https://me:secret@host.org/model.onnx',
  'javascript:alert(1)',
  'file:///etc/passwd',
])('"%s" is no address of a file', (given) => {
  expect(fileAddress(given)).toBeNull();
});
