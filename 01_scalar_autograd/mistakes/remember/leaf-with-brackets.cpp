// mistake: leaf-with-brackets
// region: remember/how-made
// message: a leaf was not made from anything
text << value.data() << " = " << value.op() << '(';
const char* separator = "";
for (const Value& parent : value.parents()) {
  text << separator << parent.data();
  separator = ", ";
}
text << ')';
