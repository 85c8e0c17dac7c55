// mistake: branches-exchanged
// region: choosing/where
// message: the branches are exchanged
                        if (call.needs(0)) call.give(0, where(condition, 0.0, g));
                        if (call.needs(1)) call.give(1, where(condition, g, 0.0));
