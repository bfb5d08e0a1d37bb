using System.Text.RegularExpressions;
using LlmPolicy.Models;

namespace LlmPolicy.Tests.Models;

/// <summary>What client libraries put on the wire: the model is the one that their callers asked for, or the request is refused as its bytes say two, or none.</summary>
public sealed partial class ClientRequestTests
{
    [Fact]
    public void Each_request_asks_for_the_model_that_its_caller_asked_for_or_its_bytes_do_not_say_which() =>
        ClientRequest.All.Where(r => !Fits(r)).Select(r => $"{r} is {Asking.Text(ModelResolver.Resolve(r.ToModelRequest()))}").ShouldBe([]);

    [Fact]
    public void Most_requests_are_named()
    {
        ClientRequest.All.Count.ShouldBeGreaterThan(500);
        ClientRequest.All.Count(r => r.Asked.Count > 0 && ModelResolver.Resolve(r.ToModelRequest()) is ModelResolution.Asks { Models.Count: > 0 }).ShouldBeGreaterThan(450);
    }

    [Fact]
    public void Nothing_is_decided_of_a_body_that_is_not_read()
    {
        foreach (var request in ClientRequest.All)
        {
            var unread = ModelResolver.Resolve(request.ToModelRequest() with { Body = null });
            if (unread is not ModelResolution.NeedsBody)
            {
                Asking.Text(unread).ShouldBe(Asking.Text(ModelResolver.Resolve(request.ToModelRequest())), request.ToString());
            }
        }
    }

    [Fact]
    public void A_prefix_in_front_of_a_path_changes_nothing()
    {
        foreach (var request in ClientRequest.All)
        {
            var mounted = request.ToModelRequest() with { Path = "/huggingface-gloo-gw" + request.Path };

            Asking.Text(ModelResolver.Resolve(mounted)).ShouldBe(Asking.Text(ModelResolver.Resolve(request.ToModelRequest())), request.ToString());
        }
    }

    [Fact]
    public void Renamed_each_request_asks_for_the_new_name_and_is_the_old_one_otherwise()
    {
        foreach (var request in ClientRequest.All)
        {
            if (ModelResolver.Resolve(request.ToModelRequest()) is ModelResolution.Asks { Models.Count: > 0 } asked && !asked.Models[0].Name.Contains("endpoints/", StringComparison.Ordinal) && !asked.Models[0].Name.StartsWith("tunedModels/", StringComparison.Ordinal))
            {
                var renamed = Renamed(request, asked, _ => "house/new-model");
                var again = ModelResolver.Resolve(renamed).ShouldBeOfType<ModelResolution.Asks>(request.ToString());
                var back = Renamed(new ClientRequest(request.Client, request.Call, [], renamed.Method, renamed.Path + renamed.Query, request.IsWebSocket, request.Headers, [.. renamed.Body!.Bytes.Span]), again, _ => "x");
                var straight = Renamed(request, asked, _ => "x");

                again.Models.ShouldAllBe(m => m.Name == "house/new-model", request.ToString());
                back.Body!.Bytes.ToArray().ShouldBe(straight.Body!.Bytes.ToArray(), request.ToString());
                (back.Path + back.Query).ShouldBe(straight.Path + straight.Query, request.ToString());
            }
        }
    }

    private static ModelRequest Renamed(ClientRequest request, ModelResolution.Asks asked, Func<string, string> rename) => request.ToModelRequest() with
    {
        Path = ModelRewrite.Path(request.Path, asked, rename),
        Query = ModelRewrite.Query(request.Query, asked, rename),
        Body = BodyFact.Whole(asked.Body.IsEmpty ? request.Body : ModelRewrite.Body(asked, rename)),
    };

    private static bool Fits(ClientRequest request) => ModelResolver.Resolve(request.ToModelRequest()) switch
    {
        ModelResolution.Asks { Models.Count: > 0 } asks => IsAskedFor(request, asks.Models[0].Name),
        ModelResolution.Asks asks => IsElsewhere(request, asks.Ways),
        ModelResolution.NoModel => request is { Asked.Count: 0, IsWebSocket: false, Method: "GET" },
        ModelResolution.Refused { Reason: ReasonCodes.ModelAmbiguous } => SaysTwo(request),
        ModelResolution.Refused { Reason: ReasonCodes.ModelUnknown } => request.IsWebSocket && !request.Query.Contains("model=", StringComparison.Ordinal) && !request.Query.Contains("deployment=", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>As the caller wrote it, or as the client wrote it in its place: it cuts a provider off, has a model of its own, or the caller's second word replaces the first.</summary>
    private static bool IsAskedFor(ClientRequest request, string name) =>
        request.Asked.Any(asked => Spellings(asked).Contains(name))
        || Replaces().IsMatch(request.Call) && request.InJson is [var only] && only == name
        || request.Asked.Count == 0 && (Uri.UnescapeDataString(request.Path).Contains($"/{name}", StringComparison.Ordinal) || request.InJson is [var said] && said == name)
        || request is { Client: "tmc/langchaingo", Call: "embeddings" } && request.InJson is [var own] && own == name;

    private static string[] Spellings(string asked) =>
        [asked, asked[(asked.IndexOf('/', StringComparison.Ordinal) + 1)..], asked.Split("::")[^1], asked.Split("/models/")[^1], asked.Split("models/")[^1], asked.Replace("bedrock/converse/", "", StringComparison.Ordinal)];

    /// <summary>In a file, an earlier answer, an agent, a prompt, or nowhere.</summary>
    private static bool IsElsewhere(ClientRequest request, UnnamedWays ways) =>
        request.InJson.Count == 0 && (ways == UnnamedWays.File ? request.Path.EndsWith("/files", StringComparison.Ordinal) : request.Asked.Count == 0);

    private static bool SaysTwo(ClientRequest request) =>
        request.InJson.Count > 1
        || request.InJson is [string inBody] && (InPath(request.Path) is { } inPath && inPath != inBody || request.Query.Contains("model=", StringComparison.Ordinal) && !request.Query.Contains($"model={inBody}", StringComparison.Ordinal));

    private static string? InPath(string path) => NamedInFront().Match(path) is { Success: true } match ? Uri.UnescapeDataString(match.Groups["name"].Value) : null;

    [GeneratedRegex("-extra-(body|fields)-model$|-override-model$|-kwargs-model$|-option(s)?-model$|-request-model$")]
    private static partial Regex Replaces();

    [GeneratedRegex("/(deployments/(?<name>[^/]+)/|models/(?<name>[^/]+/[^/]+)/v1/)", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedInFront();
}
