using System.Net.Http.Headers;

namespace LlmPolicy.Dashboard.Support;

/// <summary>The workshop's lab, with the sample's virtual service that gives a 403.</summary>
internal static class Lab
{
    public const string Path = "/huggingface-gloo-gw";

    private static string Folder { get; } = RepositoryRoot.PathOf("samples", "Gateway");

    public static string Token { get; } = File.ReadAllText(System.IO.Path.Combine(Folder, "lab-token.txt")).Trim();

    public static string TokenOfNoClaim { get; } = File.ReadAllText(System.IO.Path.Combine(Folder, "tokens", "wrong-claim.txt")).Trim();

    public static DashboardSetup Setup(params string[] folders) => new()
    {
        ContentRoot = Folder,
        Configuration = folders.Prepend("policies-own").Prepend("policies").Select((folder, i) => KeyValuePair.Create($"LlmPolicy:Manifests:{i}", (string?)folder))
            .Append(new("LlmPolicy:Upstreams:default:huggingface-upstream", "{upstream}")).Append(new("LlmPolicy:Budgets:KeepNames", "true")).ToDictionary(),
    };

    /// <summary>No token.</summary>
    public static Task<Answer> Send401Async(DashboardApp app) => app.SendAsync(HttpMethod.Post, Path, Question(), ("Host", "localhost:8080"));

    /// <summary>The lab's token.</summary>
    public static Task<Answer> Send200Async(DashboardApp app) => app.SendAsync(HttpMethod.Post, Path, Question(), ("Authorization", $"Bearer {Token}"), ("Host", "localhost:8080"));

    /// <summary>A token whose claim names another model.</summary>
    public static Task<Answer> Send403Async(DashboardApp app) =>
        app.SendAsync(HttpMethod.Post, Path, Question(), ("Authorization", $"Bearer {TokenOfNoClaim}"), ("Host", "own.localhost"));

    /// <summary>A request that takes from a budget: needs the sample's <c>policies-budgets</c>.</summary>
    public static Task<Answer> SendBudgetedAsync(DashboardApp app) => app.SendAsync(
        HttpMethod.Post,
        "/v1/chat/completions",
        new StringContent("""{"model": "m", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 200}""", new MediaTypeHeaderValue("application/json")),
        ("Authorization", $"Bearer {Token}"),
        ("Host", "budgets.localhost"));

    private static StringContent Question() => new("""{"inputs": "Hi"}""");
}
