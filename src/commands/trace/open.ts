import { string as textArg } from '@oclif/core/args';
import { boolean as booleanFlag } from '@oclif/core/flags';
import { exitCode } from '../../base/errors.js';
import { withSignals } from '../../bench/interruption.js';
import { BaseCommand } from '../../cli/base-command.js';
import { openBrowser, serveTrace, withOpenable } from '../../trace/open.js';

interface Opened {
  url: string;
  file: string;
  bytes: number;
  fetched: boolean;
}

export default class TraceOpen extends BaseCommand {
  static override summary = "Hand a trace to Perfetto's page, ui.perfetto.dev.";
  static override description =
    'Serves this one file on 127.0.0.1 port 9001 until the page has fetched it (exit code 0), or Ctrl-C (130). Nothing ' +
    'leaves this machine: the page runs in your browser.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.json',
    '<%= config.bin %> <%= command.id %> traces/blob-unmap-v3.rcutrace --browser',
  ];
  static override args = {
    file: textArg({ required: true, description: 'Chrome JSON, TrackEvent, or a recording' }),
  };
  static override flags = { browser: booleanFlag({ summary: 'open the page, instead of printing its address alone' }) };

  async run(): Promise<Opened> {
    const { args, flags } = await this.parse(TraceOpen);
    return withSignals((interruption) =>
      withOpenable(args.file, (file) => this.serve(args.file, file, flags.browser, interruption.abortSignal())),
    );
  }

  private async serve(named: string, file: string, browser: boolean, stop: AbortSignal): Promise<Opened> {
    const { url, bytes, done } = await serveTrace(file, stop);
    const byHand = file === named ? 'with this file' : "with what 'trace export' writes";
    this.tell(`Open    ${url}`);
    this.tell('        Where nothing appears, the browser may have refused the page access to');
    this.tell(`        this machine: use 'Open trace file' on it, ${byHand}.`);
    if (browser) openBrowser(url, (error) => this.complain(error));
    const fetched = await done;
    this.tell(fetched ? 'Fetched.' : 'Stopped before it was fetched.');
    if (!fetched) process.exitCode = exitCode.interrupted;
    return { url, file: named, bytes, fetched };
  }

  /** Messages while waiting; with --json they must not appear between the document's lines. */
  private tell(line: string): void {
    if (this.jsonEnabled()) process.stderr.write(`${line}\n`);
    else this.log(line);
  }
}
