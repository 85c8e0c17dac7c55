// mistake: fields-not-escaped
// region: draw-the-graph/escape
// message: would divide the box into fields
for (const char c : text) {
  if (c == '"' || c == '\\') result += '\\';
  result += c == '\n' ? std::string("\\n") : std::string(1, c);
}
