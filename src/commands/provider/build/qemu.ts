import { string as textFlag } from '@oclif/core/flags';
import { withSignals } from '../../../bench/interruption.js';
import { BaseCommand } from '../../../cli/base-command.js';
import { StepLine } from '../../../cli/progress.js';
import type { BuiltProvider } from '../../../documents/built-provider.js';
import { ProviderCache } from '../../../providers/cache.js';
import { buildQemuProvider } from '../../../providers/qemu/build.js';
import { builtProviderText } from '../../../report/built-providers.js';

export default class ProviderBuildQemu extends BaseCommand {
  static override summary = 'Make a version of the QEMU that you have built.';
  static override description =
    "Compiles our adapter against the tree's headers and links it with its libqemuutil.a into a library, which stands wherever a " +
    "version's name does. Never builds QEMU, and writes nothing to its folders. The library is yours: it is linked from QEMU's code, on " +
    'your machine. docs/qemu-provider.md';
  static override examples = ['<%= config.bin %> <%= command.id %> --source ~/qemu --build ~/qemu/build --name mine'];
  static override flags = {
    source: textFlag({ required: true, summary: "QEMU's source tree", helpValue: '<dir>' }),
    build: textFlag({ required: true, summary: 'the folder in which it was built', helpValue: '<dir>' }),
    name: textFlag({ summary: 'of the new version [default: qemu-<version>]', helpValue: '<name>' }),
  };

  async run(): Promise<BuiltProvider> {
    const { flags } = await this.parse(ProviderBuildQemu);
    const line = new StepLine(process.stderr);
    const built = await withSignals((interruption) => {
      const stop = interruption.abortSignal();
      return buildQemuProvider({ ...flags, onStep: (step) => line.show(step), stop }, new ProviderCache());
    }).finally(() => line.clear());
    this.log(builtProviderText(built, this.terminal));
    return built;
  }
}
