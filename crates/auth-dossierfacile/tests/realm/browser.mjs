// Runs chromedriver until standard input closes, so that it and its Chromium end with the test, however that one ends.
//
// Prints the port it listens on, a free one.

import { spawn } from 'node:child_process';

// A group of its own: chromedriver's browsers are in it too.
const driver = spawn('chromedriver', ['--port=0'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
const end = (code) => {
  try { process.kill(-driver.pid, 'SIGKILL'); } catch { /* It is gone already. */ }
  process.exit(code);
};
driver.on('error', () => process.exit(1));
driver.on('exit', () => end(1));
process.on('SIGINT', () => end(1));
process.on('SIGTERM', () => end(1));
process.stdin.on('end', () => end(0)).resume();

let said = '';
driver.stdout.on('data', (chunk) => {
  if (said === undefined) return;
  said += chunk;
  const port = /started successfully on port (\d+)/.exec(said)?.[1];
  if (port) {
    said = undefined;
    console.log(port);
  }
});
