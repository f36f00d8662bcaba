import { addressesInText } from './addresses-in-text';

it.each([
  ['http://db.prod.example:8080/x', ['http://db.prod.example:8080/x']],
  ['--url=https://ops:secret@db.prod.example/x', ['https://db.prod.example/x']],
  ['postgres://db.prod.example/talk?sslmode=off', ['postgres://db.prod.example/talk?sslmode=off']],
  ['db.prod.example', ['db.prod.example']],
  ['db.prod.example.', ['db.prod.example.']],
  [
    '--host=db-1.prod.example,db-2.prod.example:5432',
    ['db-1.prod.example', 'db-2.prod.example:5432'],
  ],
  ['root@db.prod.example:/etc/hosts', ['db.prod.example']],
  ['192.0.2.7', ['192.0.2.7']],
  ['192.0.2.0/24', ['192.0.2.0']],
  ['localhost:6379', ['localhost:6379']],
  ['[2001:db8::1]:443', ['[2001:db8::1]:443']],
  ['ping 2001:db8::1', ['2001:db8::1']],
  ['ssh db.prod.example "reboot; curl http://x.example"', ['http://x.example', 'db.prod.example']],
  ['echo > /dev/tcp/192.0.2.7/80', ['192.0.2.7:80']],
  ['exec 3<>/dev/udp/db/dns', ['db:dns']],
  ['/etc/blackstart.conf', []],
  ['./site.yaml', []],
  ['--verbose -n 1.5', []],
  ['v1.2.3', []],
  ['12:30:00', []],
  ['secret://env/TOKEN', []],
  ['secret://file/run/secrets/bmc', []],
  ['secret://env/x@db.prod.example', ['secret://env/x@db.prod.example']],
])('finds in %s the addresses %j', (text, addresses) => {
  expect(addressesInText(text)).toEqual(addresses);
});
