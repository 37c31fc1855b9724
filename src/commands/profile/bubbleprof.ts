import { ProfileCommand } from '../../cli/profile-command.js';

export default class Bubbleprof extends ProfileCommand {
  static override summary = 'See where the host process waits, with clinic bubbleprof.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> v3 --output profiles -- --duration 5s --rate 100',
  ];

  protected override readonly clinicTool = 'bubbleprof';
}
