// mistake: derivatives-exchanged
// region: tape/record
// message: each derivative stands beside the wrong operand
tape->entries.push_back({local.value, 0, local.db, local.da, a.index, b.index});
return TapeValue(tape, tape->entries.size() - 1);
