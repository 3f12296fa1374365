import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { ANOTHER_SERVER, ENDED, endedByServer, NO_ANSWER, obstacleOf, SPEAKS_TLS, type Obstacle } from './obstacle.ts';
import type { Target } from './target.ts';

/** The start of HTTP/2, which every gRPC server answers with settings of its own: the preface, and an empty SETTINGS frame. */
const GREETING = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const SETTINGS_FRAME = 4;
const TLS_ALERT = 21;
const DEFAULT_PORT = 7233;
const PATIENCE = 2_000;

/**
 * Looks for what keeps gRPC from a server, by a connection of its own: gRPC itself tries again until its time is over, and then
 * says only that it is. Undefined if there is nothing in the way.
 */
export async function findObstacle({
  address,
  options,
}: Pick<Target, 'address' | 'options'>): Promise<Obstacle | undefined> {
  const { tls } = options;
  const place = placeOf(address);
  if (!tls) {
    const obstacle = await greet(() => connectPlain(place), ENDED);
    return obstacle === ENDED && (await speaksTls(place)) ? SPEAKS_TLS : obstacle;
  }
  const { serverNameOverride, serverRootCACertificate: ca, clientCertPair: pair } = tls === true ? {} : tls;
  const settings: ConnectionOptions = {
    ...place,
    ...serverName(serverNameOverride ?? place.host),
    ...(ca ? { ca: Buffer.from(ca) } : {}),
    ...(pair ? { cert: Buffer.from(pair.crt), key: Buffer.from(pair.key) } : {}),
    ALPNProtocols: ['h2'],
  };
  return greet(() => connectTls(settings), endedByServer(pair !== undefined));
}

/** Says the first words of HTTP/2 and waits for the server's. `ended`: what it means that the server ends the connection instead. */
function greet(open: () => Socket, ended: Obstacle): Promise<Obstacle | undefined> {
  return new Promise((resolve) => {
    let socket: Socket | undefined;
    const say = (obstacle: Obstacle | undefined) => {
      socket?.destroy();
      resolve(obstacle);
    };
    try {
      socket = open();
    } catch (error) {
      // Certificates are read before there is a connection.
      return say(obstacleOf(error as NodeJS.ErrnoException, ended));
    }
    socket.setTimeout(PATIENCE, () => say(NO_ANSWER));
    socket.once('error', (error) => say(obstacleOf(error, ended)));
    socket.once('close', () => say(ended));
    socket.once('data', (data) =>
      say(data[3] === SETTINGS_FRAME ? undefined : data[0] === TLS_ALERT ? SPEAKS_TLS : ANOTHER_SERVER),
    );
    socket.write(GREETING);
  });
}

/** Whether a handshake with whatever certificate comes about there, or fails for the client's. */
function speaksTls(place: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ ...place, ...serverName(place.host), rejectUnauthorized: false });
    const say = (does: boolean) => {
      socket.destroy();
      resolve(does);
    };
    socket.setTimeout(PATIENCE, () => say(false));
    socket.once('error', () => say(false));
    socket.once('close', () => say(false));
    socket.once('secureConnect', () => say(true));
  });
}

interface Place {
  readonly host: string;
  readonly port: number;
}

function placeOf(address: string): Place {
  const [, host = address, port] = /^(?:dns:\/*)?(.*?)(?::(\d+))?$/.exec(address) ?? [];
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? DEFAULT_PORT) };
}

/** An IP address is no name that could be asked for. */
const serverName = (name: string): ConnectionOptions => (isIP(name) ? {} : { servername: name });
