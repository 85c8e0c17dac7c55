// mistake: copies-numbers
// region: remember/record
// message: is a new leaf with a's number
node.op = op;
node.local = {local.da, local.db};
std::size_t i = 0;
for (const Value& parent : parents) node.parents[i++] = Value(parent.data());
