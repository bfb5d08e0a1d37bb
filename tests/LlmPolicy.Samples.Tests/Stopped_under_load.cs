using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmPolicy.Samples.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmPolicy.Samples;

/// <summary>SIGTERM while answers are being streamed: what Kubernetes sends to a pod that has to go.</summary>
public sealed class Stopped_under_load : IAsyncLifetime
{
    private const int Streams = 10;

    private const string Manifest = """
        apiVersion: gateway.solo.io/v1
        kind: VirtualService
        metadata: {name: chat, namespace: default}
        spec:
          virtualHost:
            domains: ["*"]
            routes:
              - matchers: [{prefix: /}]
                routeAction: {single: {upstream: {name: model, namespace: default}}}
        ---
        apiVersion: llmpolicy.dev/v1alpha1
        kind: UsagePolicy
        metadata: {name: meter, namespace: default}
        spec:
          targetRefs: [{kind: VirtualService, name: chat}]
          meter: true
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("llmpolicy-stopped-");
    private readonly SemaphoreSlim _end = new(0);
    private WebApplication? _model;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _model = builder.Build();
        _model.Urls.Add("http://127.0.0.1:0");
        _model.Run(StreamAsync);
        await _model.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "policy.yaml"), Manifest);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(0);
        await _model!.StopAsync(now.Token);
        await _model.DisposeAsync();
        _folder.Delete(recursive: true);
        _end.Dispose();
    }

    [Fact]
    public async Task No_new_request_is_taken_open_streams_go_on_for_as_long_as_is_configured_and_all_are_accounted_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM here.");
        var process = Start(stopAfterSeconds: 5);
        await using var gateway = await RunningGateway.FromAsync(process);
        StreamReader[] open = await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => OpenAsync(gateway)));

        Process.Start("kill", ["-TERM", $"{process.Id}"]).Dispose();
        await RefusedAsync(gateway.Client.BaseAddress!.Port);
        _end.Release(Streams / 2);
        string[] answers = await Task.WhenAll(open.Select(RestAsync));

        answers.Count(answer => answer.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)).ShouldBe(Streams / 2);
        answers.Count(answer => answer == "cut").ShouldBe(Streams / 2);
        (await process.EndAsync()).ShouldBe(0, process.Output);
        string[] usage = [.. process.Output.Split('\n').Where(line => line.Contains("total=", StringComparison.Ordinal))];
        usage.Count(line => line.Contains("total=7; Reported, Whole", StringComparison.Ordinal)).ShouldBe(Streams / 2, process.Output);
        usage.Length.ShouldBe(Streams, process.Output);
    }

    private static async Task<StreamReader> OpenAsync(RunningGateway gateway)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("""{"model":"m","stream":true,"messages":[]}""", Encoding.UTF8, "application/json") };
        var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        StreamReader reader = new(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).ShouldNotBeNull().ShouldStartWith("data: ");
        return reader;
    }

    /// <summary>What is still to come of an answer, or that it was cut off.</summary>
    private static async Task<string> RestAsync(StreamReader answer)
    {
        try
        {
            return await answer.ReadToEndAsync();
        }
        catch (IOException)
        {
            return "cut";
        }
    }

    /// <summary>Waits until nobody listens any more.</summary>
    private static async Task RefusedAsync(int port)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(1));
        while (true)
        {
            using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private ChildProcess Start(int stopAfterSeconds)
    {
        string program = Path.Combine(Repository.Sample, "bin", Repository.Configuration, "net10.0", "Gateway.dll");
        return ChildProcess.Start(
            "dotnet", _folder.FullName,
            [
                program, "--LlmPolicy:Manifests:0=policy.yaml", $"--LlmPolicy:Upstreams:default:model={_model!.Urls.First()}", $"--shutdownTimeoutSeconds={stopAfterSeconds}",
                "--urls", "http://127.0.0.1:0",
            ]);
    }

    /// <summary>Answers with a first part, and with the rest when the test says so.</summary>
    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await SayAsync("""{"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{"content":"Hello"}}]}""");
        await _end.WaitAsync(context.RequestAborted);
        await SayAsync("""{"id":"c","object":"chat.completion.chunk","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""");
        await SayAsync("""{"id":"c","object":"chat.completion.chunk","model":"m","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""");
        await SayAsync("[DONE]");

        async Task SayAsync(string data)
        {
            await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
