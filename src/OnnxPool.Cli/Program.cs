using OnnxPool.Cli;

return App.Run(args, Terminal.OfProcess());
