// mistake: reversed-operands-on-tape
// region: tape/record
// message: the operands are in the wrong order
tape->entries.push_back({local.value, 0, local.da, local.db, b.index, a.index});
return TapeValue(tape, tape->entries.size() - 1);
