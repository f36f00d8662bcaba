import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labHosts } from './host-resolver';

function replace(file: string, text: string): void {
  writeFileSync(`${file}.draft`, text);
  renameSync(`${file}.draft`, file);
}

it('follows the file of a lab as it comes, changes and goes', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'blackstart-')), 'hosts.json');
  const resolver = labHosts(file);
  const resolve = (): unknown => resolver.resolve('BMC-a001.pangyo.example', 80);
  const itself = { host: 'BMC-a001.pangyo.example', port: 80 };

  expect(resolve()).toEqual(itself);
  replace(file, '{"v":1,"hosts":{"bmc-a001.pangyo.example:80":"127.0.0.1:40001"}}');
  expect(resolve()).toEqual({ host: '127.0.0.1', port: 40001 });
  replace(file, '{"v":1,"hosts":{"bmc-a001.pangyo.example:80":"127.0.0.1:40002"}}');
  expect(resolve()).toEqual({ host: '127.0.0.1', port: 40002 });
  expect(resolver.resolve('bmc-a001.pangyo.example', 443)).toMatchObject({ port: 443 });
  rmSync(file);
  expect(resolve()).toEqual(itself);
});

it('takes no other file for that of a lab', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'blackstart-')), 'hosts.json');

  replace(file, 'not JSON');
  expect(() => labHosts(file).resolve('a.example', 80)).toThrow(file);
  replace(file, '{"hosts":{"a.example:80":"nowhere"}}');
  expect(() => labHosts(file).resolve('a.example', 80)).toThrow("'nowhere'");
});

it('keeps the calls of one recovery from the lab of another, but not from one that was started by hand', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'blackstart-')), 'hosts.json');
  const mine = labHosts(file).of?.('hall-20260301-bcdfgh');
  const resolve = (host = 'pdu-a.example'): unknown => mine?.resolve(host, 80);
  const there = { host: '127.0.0.1', port: 40001 };
  const lab = (id: string): void =>
    replace(file, JSON.stringify({ v: 1, id, hosts: { 'pdu-a.example:80': '127.0.0.1:40001' } }));

  lab('hall-20260301-bcdfgh');
  expect(resolve()).toEqual(there);
  lab('hall-20260301-zzzzzz');
  expect(() => resolve()).toThrow('the lab is that of hall-20260301-zzzzzz');
  expect(resolve('elsewhere.example')).toEqual({ host: 'elsewhere.example', port: 80 });
  lab('lab-m2k3');
  expect(resolve()).toEqual(there);
});
