import { findPrinted, findRaised, passes } from "./find.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

const NO_TABLE =
  /^(?:\(\S{1,80}\) ?(?:\(\d{1,6}, ?["'])?|\(\d{1,6}, ?["'])?(?:no such table: |relation "[^"]{1,200}" does not exist|Table '[^']{1,200}' doesn't exist)/;
const NOT_REACHED =
  /unable to open database file|could not connect to server|connection to server .{1,300} failed|could not translate host name|Can't connect to (?:local )?(?:MySQL )?server|Connection refused|connection is bad|Name or service not known|server closed the connection|timeout expired/;
const DATABASE_ERROR = /^(?:OperationalError|InterfaceError|DatabaseError|ConnectionDoesNotExistError)$/;
const DRIVER = /[/\\](?:psycopg2?|asyncpg|pymysql|MySQLdb|aiomysql|mysql|pymongo|django[/\\]db)[/\\]/i;
const BROKER = /[/\\](?:kombu|amqp|celery)[/\\]/;

/** Causes that lie in the database. */
export const DATABASE_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "database-tables-missing",
    title: "The database has no tables yet",
    rule: null,
    not: "A wrong key: login looks for the user in a table that was never made",
    why: "The migrations have not been run on the database that the application is connected to",
    remedy: { text: "Run the migrations", commands: ["cd {project} && python manage.py migrate"] },
    find: (seen) =>
      findRaised(seen, {
        name: /^(?:OperationalError|ProgrammingError|UndefinedTable\w{0,10})$/,
        message: NO_TABLE,
      }) ??
        findRaised(seen, { name: /^error$|^PostgresError$|^SqliteError$/i, message: NO_TABLE }),
  },
  {
    cause: "database-refuses-login",
    title: "The database refuses the user or the password",
    rule: null,
    not: "A refused login to the application",
    why:
      "The database URL, or the variables that it is made of, name a user or a password that the server does not have",
    remedy: { text: "Compare them with the database's own settings", commands: [] },
    find: (seen) =>
      findRaised(seen, {
        message:
          /(?:password|Ident|Peer|SASL) authentication failed|no password supplied|Access denied for user/,
      }),
  },
  {
    cause: "database-unreachable",
    title: "The database cannot be reached",
    rule: null,
    not: "A wrong key: the settings were loaded",
    why:
      "The server does not run or has another address, or the database file lies in a folder that is not there",
    remedy: { text: "Start the database, and compare its address with the settings", commands: [] },
    find: findDatabase,
  },
];

/** A database that does not answer. */
export function findDatabase(seen: Seen): Sighting | null {
  return findRaised(seen, {
    name: DATABASE_ERROR,
    message: NOT_REACHED,
    where: ({ path, frames }) => !/^kombu\./.test(path) && !frames.some(({ file }) => BROKER.test(file)),
  }) ??
    findRaised(seen, {
      name: /^ConnectionRefusedError$|^OSError$/,
      where: (raised) => passes(raised, DRIVER),
    }) ??
    findRaised(seen, {
      name: /^ConnectionRefusedError$|^OSError$/,
      message: /, (?:5432|3306|27017|1433)\)$/,
    }) ??
    findRaised(seen, {
      message: /connect (?:ECONNREFUSED|ETIMEDOUT) .{1,60}:(?:5432|3306|27017|1433)$/,
    }) ??
    findRaised(seen, { name: /^Mongo\w{0,30}ServerSelectionError$|^PrismaClientInitializationError$/ }) ??
    findPrinted(seen, /^\W{0,4}could not connect to server: Connection refused/);
}
