using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;

namespace LlmPolicy.Samples.Gateway;

/// <summary>Says, once the port is known, where the gateway is and what to paste.</summary>
internal sealed class Welcome(IServer server, IConfiguration configuration, IHostApplicationLifetime lifetime, Scenario scenario)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(() => Console.WriteLine(Text()));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Text()
    {
        string address = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        var manifests = configuration.GetSection("LlmPolicy:Manifests").GetChildren().Select(folder => folder.Value);
        var text = new StringBuilder()
            .AppendLine()
            .AppendLine($"gateway    {address}")
            .AppendLine($"manifests  {string.Join(", ", manifests)}");
        if (scenario.StandInFor is { } upstream)
        {
            text.AppendLine($"stand-in   {configuration[$"LlmPolicy:Upstreams:{upstream}"]} for {upstream}");
        }

        if (scenario.Requests.Count > 0)
        {
            AddRequests(text, address);
        }

        return text.AppendLine().Append("Ctrl+C ends it.").ToString();
    }

    private void AddRequests(StringBuilder text, string address)
    {
        text.AppendLine()
            .AppendLine("Paste into another terminal:")
            .AppendLine()
            .AppendLine($"export GATEWAY={Authority(BindingAddress.Parse(address))}")
            .AppendLine($"export SAMPLE='{AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)}'")
            .AppendLine("""export JWT_TOKEN=$(cat "$SAMPLE/lab-token.txt")""");
        foreach (var line in scenario.Requests)
        {
            text.AppendLine().AppendLine($"# {line.Shows}").AppendLine(line.Command.TrimEnd());
        }
    }

    private static string Authority(BindingAddress address) =>
        address.Host is "+" or "*" or "0.0.0.0" or "[::]" ? $"localhost:{address.Port}" : $"{address.Host}:{address.Port}";
}
