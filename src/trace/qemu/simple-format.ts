// Numbers of the files that QEMU's simple backend writes (facts of trace/simple.c, version 4 of the format). All in the
// byte order of the machine that ran QEMU.

export const headerBytes = 24;
export const headerId = 0xffff_ffff_ffff_ffffn;
export const magic = 0xf2b1_77cb_0aa4_29b4n;
export const formatVersion = 4n;
export const droppedId = 0xffff_ffff_ffff_fffen;

/** u64 before each record. */
export const recordTypes = { mapping: 0n, event: 1n } as const;
export const typeBytes = 8;
/** u64 event id, u32 length of the name. */
export const mappingHeadBytes = 12;
/** u64 event id, u64 ns, u32 length with this head, u32 process id; then the arguments. */
export const eventHeadBytes = 24;
/** QEMU's own buffer is smaller: a longer record is damage. */
export const longestRecordBytes = 256 * 1024;
