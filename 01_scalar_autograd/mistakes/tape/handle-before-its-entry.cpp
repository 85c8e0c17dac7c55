// mistake: handle-before-its-entry
// region: tape/record
// message: the handle points at the entry before its own
tape->entries.push_back({local.value, 0, local.da, local.db, a.index, b.index});
return TapeValue(tape, tape->entries.size() - 2);
