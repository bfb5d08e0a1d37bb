namespace LlmPolicy.Samples.Gateway;

/// <summary>A request to paste into a shell, and what it shows.</summary>
internal sealed record CurlLine(string Shows, string Command)
{
    private const string Post = "curl -i -X POST http://$GATEWAY/huggingface-gloo-gw -d ";
    private const string Question = """'{"inputs": "What are the advantages of running Gloo Gateway in AWS?"}'""";

    private const string Chat =
        """'{"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "What is a gateway, in one sentence?"}]}'""";

    private const string Token = """ -H "Authorization: Bearer ${JWT_TOKEN}" """;

    public static IReadOnlyList<CurlLine> Lab { get; } =
    [
        new("401, Jwt is missing", Post + Question),
        new("200, the lab's token", Post + Question + Token),
        new("403, a token without the claim (policies-own: the lab's key signs no more tokens)",
            Post + Question + """ -H "Host: own.localhost" -H "Authorization: Bearer $(cat "$SAMPLE/tokens/wrong-claim.txt")" """),
    ];

    public static IReadOnlyList<CurlLine> Live { get; } =
    [
        new("401, Jwt is missing", Post + Chat),
        new("200, an answer of the model", Post + Chat + Token),
    ];
}
