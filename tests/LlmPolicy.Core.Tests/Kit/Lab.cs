namespace LlmPolicy.Tests;

/// <summary>The workshop's lab: its manifest and token unchanged, with an Upstream and a Secret.</summary>
internal static class Lab
{
    public const string Path = "/huggingface-gloo-gw";

    public static string VirtualService { get; } = Read("virtualservice.yaml");

    public static string Token { get; } = Read("token.txt").Trim();

    public static IReadOnlyList<ManifestFile> Files { get; } =
    [
        new("virtualservice.yaml", VirtualService), new("upstream.yaml", Read("upstream.yaml")), new("secret.yaml", Read("secret.yaml")),
    ];

    public static CompiledPolicy Policy { get; } = PolicyCompiler.Compile(Files).Policy!;

    /// <summary>The workshop's curl: its method, its header, no token.</summary>
    public static PolicyRequest Request(string target = Path) =>
        Requests.Post(target, ("content-type", "application/x-www-form-urlencoded"));

    public static PolicyRequest RequestWithToken(string target = Path) =>
        Requests.Post(target, ("content-type", "application/x-www-form-urlencoded"), ("authorization", $"Bearer {Token}"));

    private static string Read(string name) => EmbeddedData.Text($"lab/{name}");
}
