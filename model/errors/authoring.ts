/** Problems of authored files, found by validate and compile. */
export const AUTHORING_ERRORS = {
  FILE_EMPTY: {
    retry: 'never',
    summary: 'The file is empty, or holds only comments.',
    fix: 'Begin it with `apiVersion: blackstart/v1` and a `kind`; `blackstart init` writes an example.',
  },
  FILE_ENCODING: {
    retry: 'never',
    summary: 'The file is not UTF-8 text.',
    fix: 'Save it as UTF-8.',
  },
  FILE_TOO_LARGE: {
    retry: 'never',
    summary: 'The file is larger than 64 MB.',
    fix: 'Split it; folded ranges such as `a[001-400]` keep inventories short.',
  },
  YAML_SYNTAX: {
    retry: 'never',
    summary: 'The file is not YAML.',
    fix: 'Mend the place shown: indent with spaces, close quotes and brackets.',
  },
  YAML_SEVERAL_DOCUMENTS: {
    retry: 'never',
    summary: 'The file holds more than one document.',
    fix: 'Keep one document a file; remove what follows `---`.',
  },
  YAML_TOO_DEEP: {
    retry: 'never',
    summary: 'The file is nested too deeply.',
    fix: 'Nest at most 60 levels.',
  },
  YAML_ALIASES: {
    retry: 'never',
    summary: 'The file uses anchors or aliases, which authored files may not.',
    fix: 'Write the value out where it is used.',
  },
  YAML_TAG: {
    retry: 'never',
    summary: 'The file uses a YAML tag.',
    fix: 'Remove the tag; write plain values.',
  },
  YAML_DUPLICATE_KEY: {
    retry: 'never',
    summary: 'A key stands twice in one map.',
    fix: 'Keep one of the two.',
  },
  YAML_KEY: {
    retry: 'never',
    summary: 'A key is not text, or one that no file may use.',
    fix: 'Use plain names as keys.',
  },
  SCALAR_TOO_LONG: {
    retry: 'never',
    summary: 'A text is longer than 64 kB.',
    fix: 'Shorten it; long material belongs in a document that the text names.',
  },
  KIND_UNKNOWN: {
    retry: 'never',
    summary: 'The file says no `kind`, or one there is not.',
    fix: 'Use kind: Runbook, Inventory, Roster or Drill, with apiVersion: blackstart/v1.',
  },
  KEY_UNKNOWN: {
    retry: 'never',
    summary: 'A key is not known here.',
    fix: 'Correct its name, or remove it.',
  },
  KEY_MISSING: { retry: 'never', summary: 'A key that is needed is missing.', fix: 'Add it.' },
  VALUE_TYPE: {
    retry: 'never',
    summary: 'A value is of the wrong type.',
    fix: 'Give a value of the type named.',
  },
  VALUE_INVALID: {
    retry: 'never',
    summary: 'A value is not allowed here.',
    fix: 'Give a value as the message says.',
  },
  EXPRESSION_SYNTAX: {
    retry: 'never',
    summary: 'An expression is not CEL.',
    fix: 'See docs/reference/expressions.md for the language.',
  },
  EXPRESSION_UNKNOWN_NAME: {
    retry: 'never',
    summary: 'An expression names something that is not in scope.',
    fix: 'Name something that is in scope there.',
  },
  EXPRESSION_UNKNOWN_FUNCTION: {
    retry: 'never',
    summary: 'An expression calls a function that CEL does not have.',
    fix: 'Use a function of CEL, such as size, contains or matches.',
  },
  EXPRESSION_TYPE: {
    retry: 'never',
    summary: 'An expression mixes kinds of values, or gives the wrong one.',
    fix: 'Compare and compute with values of one kind.',
  },
  ID_RESERVED: {
    retry: 'never',
    summary: 'An id is one that a run gives to parts of its own.',
    fix: 'Choose another id.',
  },
  VERB_UNHELD: {
    retry: 'never',
    summary: 'Nobody who can be reached may use a steering verb that a bad night asks for.',
    fix: 'List the verb under `may` of a role in the roster that somebody holds.',
  },
  SERVICES_DIFFER: {
    retry: 'never',
    summary: 'The inventories of a scenario do not have the same services.',
    fix: 'Let every inventory have the same service ids: a drill proves nothing of a service it does not have.',
  },
  DUPLICATE_ID: {
    retry: 'never',
    summary: 'Two things have the same id.',
    fix: 'Give each its own id.',
  },
  REFERENCE_UNKNOWN: {
    retry: 'never',
    summary: 'Something is named that is not there.',
    fix: 'Correct the name, or add what it names.',
  },
  REFERENCE_NOT_BEFORE: {
    retry: 'never',
    summary: 'An expression reads the output of a step that need not be done before.',
    fix: 'Add that step to `needs`.',
  },
  CYCLE: {
    retry: 'never',
    summary: 'Things need each other in a circle.',
    fix: 'Remove one of the needs of the circle.',
  },
  USES_UNKNOWN: {
    retry: 'never',
    summary: 'There is no such connector.',
    fix: '`blackstart connectors` lists them.',
  },
  WITH_INVALID: {
    retry: 'never',
    summary: 'The input of a connector does not fit its schema.',
    fix: '`blackstart connectors NAME` shows the input and an example.',
  },
  EFFECT_NOT_OPEN: {
    retry: 'never',
    summary: 'A step states an effect that the connector fixes.',
    fix: 'Remove `effect`.',
  },
  SELECTION_EMPTY: {
    retry: 'never',
    summary: 'A selection matches nothing.',
    fix: 'Correct the selection, or remove the step.',
  },
  APPROVERS_UNREACHABLE: {
    retry: 'never',
    summary: 'A gate asks for signatures that nobody can give.',
    fix: 'Give the role to enough people in the roster, or lower the quorum.',
  },
  RETRY_ON_ONCE: {
    retry: 'never',
    summary: 'A call that must not be repeated has a retry.',
    fix: 'Remove `retry`; a person decides whether it is sent again.',
  },
  GATE_BYPASSED: {
    retry: 'never',
    summary: 'Something is written to a site that is not behind its power gate.',
    fix: 'Let the step come after the power gate, on every path.',
  },
  GATE_MISSING: {
    retry: 'never',
    summary: 'A runbook writes to a site and has no power gate.',
    fix: 'Add a `power` step, or say `power: { not-affected: REASON }`.',
  },
  GATE_WEAKENED: {
    retry: 'never',
    summary: 'A power gate carries something that would let it be passed.',
    fix: 'Remove `when`, `onFailure: continue` and `drill` from the power step.',
  },
  MAKE_SAFE_UNSAFE: {
    retry: 'never',
    summary: 'Make-safe may only take away load or traffic.',
    fix: 'Use haproxy.weight with weight 0, redfish.restore-policy always-off, or a notify connector.',
  },
  POWER_TREE_INVALID: {
    retry: 'never',
    summary: 'The power tree does not hold together.',
    fix: 'Let every node but a source be fed by one that is there.',
  },
  POWER_OVER_CAPACITY: {
    retry: 'never',
    summary: 'Servers ask for more than a node of their power tree may carry.',
    fix: 'Move servers to another feed or correct the rating; those that do not fit are held in the run.',
  },
  RANGE_INVALID: {
    retry: 'never',
    summary: 'A folded range or a number range is not one.',
    fix: 'Write it as `a[001-400]`, the smaller number first, at most 100,000 members.',
  },
  INPUT_MISSING: {
    retry: 'never',
    summary: 'An input of the runbook is not given.',
    fix: 'Give it with `--input name=value`, or in the drill file.',
  },
  INPUT_INVALID: {
    retry: 'never',
    summary: 'An input does not fit its declaration.',
    fix: 'Give a value as the runbook declares it.',
  },
  ENVIRONMENT_UNKNOWN: {
    retry: 'never',
    summary: 'The scenario has no inventory of that environment.',
    fix: 'Name one of its inventories with `--env`.',
  },
  SCENARIO_INCOMPLETE: {
    retry: 'never',
    summary: 'A file that the scenario needs is missing, or several could be meant.',
    fix: 'Put runbook.yaml, inventory.<environment>.yaml and roster.yaml into one folder; `blackstart init` writes an example.',
  },
  SCENARIO_UNREADABLE: {
    retry: 'never',
    summary: 'A file or folder could not be read.',
    fix: 'Check the path and its permissions.',
  },
  STEP_UNUSABLE: {
    retry: 'never',
    summary: 'A step lacks what it needs to do anything.',
    fix: 'Complete it as the message says.',
  },
  TOO_MANY_PROBLEMS: {
    retry: 'never',
    summary: 'More problems were found than are listed.',
    fix: 'Mend those listed first.',
  },
} as const;
