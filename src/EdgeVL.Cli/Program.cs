using EdgeVL.Cli;

return await EdgeVlCommand.RunAsync(args);
