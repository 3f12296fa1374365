/** What can be read where an expression stands. */
export interface Scope {
  readonly inputs: Readonly<Record<string, { readonly type: InputType }>>;
  /**
   * Every phase of the file. `readable` are those upstream of here, or all where everything has ended; `outputs` are
   * agent ids, or the names of a sub-workflow's outputs. `underWay` is the phase that the expression itself belongs to, where its
   * agents run one after another.
   */
  readonly phases: ReadonlyMap<
    string,
    { readonly outputs: readonly string[]; readonly readable: boolean; readonly underWay?: true }
  >;
  /** Inside a for_each. */
  readonly item: boolean;
  /** The fields of `run` that are known here. */
  readonly run: readonly ('id' | 'started_at' | 'error' | 'status')[];
  /** Where the expression stands, for messages: `phase "analytics"`. */
  readonly place: string;
  /** What an `if` or a `for_each` needs. */
  readonly expects?: 'boolean' | 'list';
}

export type InputType = 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
