/** What stands in the way of a connection, in words that follow "Temporal cannot be reached at ADDRESS: ". */
export interface Obstacle {
  readonly what: string;
  readonly remedy: string;
  /** It does not pass by itself. */
  readonly lasting: boolean;
}

const lasting = (what: string, remedy: string): Obstacle => ({ what, remedy, lasting: true });
const passing = (what: string): Obstacle => ({ what, remedy: START_ONE, lasting: false });

const START_ONE =
  'Start the embedded server with `orchestrator dev`, run with `--dev`, or set TEMPORAL_ADDRESS to a server that runs.';

export const NO_ANSWER = passing('nothing answers there');

export const ENDED = passing('the server ends the connection at once');

export const ANOTHER_SERVER = lasting(
  'what listens there is no Temporal server',
  'Set TEMPORAL_ADDRESS to the gRPC port of a Temporal server, which is 7233 where nothing else was chosen.',
);

export const SPEAKS_TLS = lasting(
  'the server there speaks TLS, and this client does not',
  'Set TEMPORAL_TLS=true, or what its certificate needs: TEMPORAL_TLS_SERVER_CA_CERT_PATH, or TLS in the profile.',
);

const NO_TLS = lasting(
  'the server there does not speak TLS, and this client does',
  'Set TEMPORAL_TLS=false and unset TEMPORAL_API_KEY and TEMPORAL_TLS_*, or set TEMPORAL_ADDRESS to a port with TLS.',
);

/** The server ends a connection after the handshake, which is how it refuses a client with no certificate or another one. */
export const endedByServer = (hasCertificate: boolean): Obstacle =>
  hasCertificate
    ? lasting(
        'the server does not accept the client certificate',
        'Give one that it trusts, with its key: TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH.',
      )
    : lasting(
        'the server ends the connection after the TLS handshake: it seems to demand a client certificate',
        'Set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH, or give them in the profile.',
      );

/** What an error of a socket says, by its code. `ended`: what it means that the server ends the connection. */
export function obstacleOf(error: NodeJS.ErrnoException, ended: Obstacle): Obstacle {
  const { code = '', message } = error;
  switch (code) {
    case 'ECONNREFUSED':
      return passing('nothing listens there');
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return passing('its name is not known to the DNS');
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return passing('there is no way to that network');
    case 'CERT_HAS_EXPIRED':
      return lasting(
        'the certificate of the server has expired',
        'Renew the certificate of the server; and see that the clock of this machine is right.',
      );
    case 'CERT_NOT_YET_VALID':
      return lasting(
        'the certificate of the server is not valid yet',
        'See that the clocks of this machine and of the server are right.',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return lasting(
        `the certificate of the server is for another name (${message.split('\n')[0]!.replace(/^.*altnames: /, '')})`,
        'Set TEMPORAL_ADDRESS to a name that it is for, or TEMPORAL_TLS_SERVER_NAME to the one that it has.',
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'CERT_SIGNATURE_FAILURE':
      return lasting(
        'the certificate of the server is not signed by a CA that is trusted here',
        'Set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the certificate of the CA that has signed it.',
      );
  }
  // OpenSSL's own words, which are in the code or, with EPROTO, in the message.
  const words = code === 'EPROTO' ? message.toUpperCase().replaceAll(' ', '_') : code;
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE/.test(words)) return NO_TLS;
  if (code === 'ECONNRESET' || code === 'EPIPE' || words.includes('_ALERT_')) return ended;
  // A certificate or a key that cannot be read, or that do not belong together.
  if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_CRYPTO'))
    return lasting(
      `the certificates or the key that are configured cannot be used (${message})`,
      'See TEMPORAL_TLS_SERVER_CA_CERT_PATH, TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH, or the profile: they are PEM files.',
    );
  return passing(message);
}
