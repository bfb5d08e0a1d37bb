using System.CommandLine;
using LlmPolicy.Benchmarks.Gateway.Processes;
using LlmPolicy.Benchmarks.Gateway.Roles;

namespace LlmPolicy.Benchmarks.Gateway.Commands;

/// <summary>A role of the measurements, run until it is stopped.</summary>
internal static class RoleCommand
{
    public static Command Create(string name, string description, Func<RoleOptions, WebApplication> create)
    {
        Option<int> port = new("--port") { Description = "The loopback port; 0: a free one." };
        Option<Uri> upstream = new("--upstream")
        {
            Description = "The provider's address.",
            CustomParser = result => new Uri(result.Tokens[0].Value),
            DefaultValueFactory = _ => new Uri("http://127.0.0.1:5001"),
        };
        Option<string> manifests = new("--manifests")
        {
            Description = "LlmPolicy's manifests; the lab's, unless given.",
            DefaultValueFactory = _ => LabPolicy.Folder,
        };
        Option<string[]> settings = new("--set") { Description = "More of LlmPolicy's configuration: KEY=VALUE." };
        Command command = new(name, description) { port, upstream, manifests, settings };
        command.SetAction(async (parsed, stop) =>
        {
            RoleOptions options = new(
                parsed.GetValue(port), parsed.GetValue(upstream)!, parsed.GetValue(manifests)!, parsed.GetValue(settings) ?? []);
            await using WebApplication app = create(options);
            await app.StartAsync(stop);
            Console.WriteLine(RoleProcess.Listening + app.Urls.Single());
            // A thread of its own: a wait for a line would take one of the pool's, which are the gateway's.
            new Thread(TellMemory) { IsBackground = true }.Start();
            await app.WaitForShutdownAsync(stop);
        });
        return command;
    }

    /// <summary>Answers each line with the memory of this process.</summary>
    private static void TellMemory()
    {
        while (Console.ReadLine() is not null)
        {
            Console.WriteLine(MemoryUse.Collect().ToLine());
        }
    }
}
