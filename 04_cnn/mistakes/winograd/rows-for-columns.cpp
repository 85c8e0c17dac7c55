// mistake: rows-for-columns
// region: winograd/clip
// message: to_size[0] counts rows
rows = std::min<Index>(2, c.to_size[1] - column);
columns = std::min<Index>(2, c.to_size[0] - row);
