// mistake: no-length
// region: saving/file
// message: the file begins with the header; its length must come before it
  bytes += text;
  for (const Item& item : items) bytes += bytes_of(item.array);
  return bytes;
