// mistake: gradient-for-both
// region: choosing/where
// message: if a moves there, nothing happens
                        if (call.needs(0)) call.give(0, g);
                        if (call.needs(1)) call.give(1, g);
