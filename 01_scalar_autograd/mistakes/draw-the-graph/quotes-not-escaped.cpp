// mistake: quotes-not-escaped
// region: draw-the-graph/escape
// message: a quotation mark would end the label
for (const char c : text) {
  if (std::string("\\{}|<>").find(c) != std::string::npos) result += '\\';
  result += c == '\n' ? std::string("\\n") : std::string(1, c);
}
