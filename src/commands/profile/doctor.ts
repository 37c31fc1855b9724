import { ProfileCommand } from '../../cli/profile-command.js';

export default class Doctor extends ProfileCommand {
  static override summary =
    'Look for what ails the host process: its CPU, memory, event loop and collections, with clinic doctor.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> v3 --output profiles -- --duration 5s --rate 100',
  ];

  protected override readonly clinicTool = 'doctor';
}
