// mistake: backslash-not-escaped
// region: draw-the-graph/escape
// message: a backslash is itself special
for (const char c : text) {
  if (std::string("\"{}|<>").find(c) != std::string::npos) result += '\\';
  result += c == '\n' ? std::string("\\n") : std::string(1, c);
}
