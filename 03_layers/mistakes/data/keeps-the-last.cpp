// mistake: keeps-the-last
// region: data/batches
// message: with drop_last the smaller batch is left out
return (size + batch - 1) / batch;
