using LlmPolicy.Http;

namespace LlmPolicy.Models;

/// <summary>Finds which provider's form a request has, by how its path ends. What stands before is where a gateway mounts the provider.</summary>
internal static class Endpoints
{
    private static readonly string[] MethodOverrides = ["x-http-method-override", "x-http-method", "x-method-override"];

    public static Endpoint Find(in ModelRequest request)
    {
        if (OverridesMethod(request.Headers))
        {
            return Endpoint.Ambiguous("A header names another method than the request's.");
        }

        var path = new PathSegments(request.Path);
        if (path.EndsWith("realtime") && request.Method is "GET" or "CONNECT")
        {
            return RealtimeForm.Find(path, request.Query);
        }

        if (UpgradeRequest.Protocol(request.Headers) is not null || request.Method == "CONNECT")
        {
            return Endpoint.Unknown("The model stands in the frames that follow the upgrade, and each may name another.");
        }

        return request.Method switch
        {
            "POST" => Generating(path),
            "GET" or "HEAD" => IdleForm.Reading(path) ?? None,
            "DELETE" => path.EndsWith("api", "delete") ? Generating(path) : IdleForm.Removing(path) ?? None,
            "OPTIONS" => Endpoint.Of(new ModelResolution.NoModel(NoModelKind.Preflight)),
            _ => None,
        };
    }

    private static Endpoint None { get; } = Endpoint.Unknown("No provider's form that is known here ends like this path, so nothing says where the model stands.");

    private static bool OverridesMethod(IReadOnlyList<HeaderField> headers)
    {
        foreach (string name in MethodOverrides)
        {
            if (new HeaderLines(headers, name).MoveNext())
            {
                return true;
            }
        }

        return false;
    }

    private static Endpoint Generating(PathSegments path) =>
        GoogleForm.Find(path) ?? BedrockForm.Find(path) ?? OperationForm.Find(path) ?? IdleForm.Posting(path) ?? HuggingFaceForm.Find(path) ?? None;
}
