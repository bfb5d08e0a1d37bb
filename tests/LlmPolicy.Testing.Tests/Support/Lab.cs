namespace LlmPolicy.Testing;

/// <summary>The workshop's lab, as the sample has it.</summary>
internal static class Lab
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<ManifestFile> Files { get; } =
    [
        Repository.Manifest("samples/Gateway/policies/virtualservice.yaml"),
        Repository.Manifest("samples/Gateway/policies/upstream.yaml"),
        Repository.Manifest("samples/Gateway/policies/secret.yaml"),
    ];

    public static PolicyRequest Request { get; } = new() { Method = "POST", Target = "/huggingface-gloo-gw", Authority = "localhost" };

    public const string Allowed = """{"llms":{"huggingface":["hugging-face-latest"]}}""";
}
