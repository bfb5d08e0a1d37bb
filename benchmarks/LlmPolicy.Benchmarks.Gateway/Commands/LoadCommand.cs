using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Load;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary><c>load</c>: drives a gateway that runs already, for a profile of it, say.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        Option<Uri> gateway = new("--gateway")
        {
            Description = "The gateway's address.",
            CustomParser = result => new Uri(result.Tokens[0].Value),
            Required = true,
        };
        Option<string> tokens = new("--tokens")
        {
            Description = "A file with a token a line; the lab's token, unless given.",
            DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "lab-token.txt"),
        };
        ConnectionsOption connections = new();
        SecondsOption seconds = new(10);
        Command command = new("load", "Sends the lab's request to a gateway again and again.") { gateway, tokens, connections, seconds };
        command.SetAction(async (parsed, _) =>
        {
            LoadResult result = await new SocketLoad().RunAsync(
                parsed.GetValue(gateway)!, Tokens.Read(parsed.GetValue(tokens)!), parsed.GetValue(connections), seconds.Read(parsed));
            Console.WriteLine($"{result.Requests} requests, {result.Errors} errors, {result.Requests / result.Elapsed.TotalSeconds:F0} requests/s");
            return result.Errors == 0 ? 0 : 1;
        });
        return command;
    }
}
