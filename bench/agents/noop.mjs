export class Noop {
  async run() {
    return null;
  }
}
