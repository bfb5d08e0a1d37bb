namespace LlmPolicy.Assurance.Dependencies;

/// <summary>Clients that offer codings which nobody here reads: what they offer does not decide whether their use is counted.</summary>
public sealed class OfferedCodingTests
{
    private const string Ask = """{"model":"gpt-5","messages":[]}""";

    private static readonly string[] Read = ["gzip", "deflate", "br", "identity"];

    /// <summary>Lines, one below the other; null: none.</summary>
    private static readonly string?[] Offers =
    [
        null, "", "gzip", "identity", "br, gzip", "zstd", "ZSTD", "zstd, gzip", "gzip, zstd", "gzip;q=0.1, zstd;q=0.9", "zstd;q=1", "zstd ; q=1", "zstd\t;q=1", "gzip,zstd", " zstd", ",zstd", "gzip,,zstd", "*", "*;q=1", "* ;q=0.5", "gzip, *", "gzip, *;q=0.5",
        "*, identity;q=0", "identity;q=0, *", "identity;q=0, zstd", "gzip\nAccept-Encoding: zstd", "gzip\nAccept-Encoding: *", "\nAccept-Encoding: zstd", "compress, zstd", "x-zstd", "dcb, dcz", "gzip zstd", "\"zstd\"", "gzip;q=0, zstd", "*;q=0, zstd",
    ];

    [Fact]
    public async Task Nothing_is_offered_in_which_an_answer_could_not_be_metered()
    {
        string? offered = null;
        await using HostileServer upstream = new(request =>
        {
            offered = request["accept-encoding"];
            return request.SendAsync(HostileServer.Ok);
        });
        await using HostileGateway gateway = await HostileGateway.StartAsync(upstream);
        foreach (string? offer in Offers)
        {
            string[] headers = ["Content-Type: application/json", $"Content-Length: {Ask.Length}", .. offer is null ? Array.Empty<string>() : [$"Accept-Encoding: {offer}"]];
            Answer answer = await gateway.AskAsync(Policies.Request("POST", "/v1/chat/completions", "watched", headers), Ask);

            answer.Status.ShouldBe(200, $"{offer}: {answer.Text}");
            (offered ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(coding => coding.Split(';')[0].Trim().ToLowerInvariant())
                .ShouldAllBe(coding => Read.Contains(coding), $"{offer}: {offered}");

            // Without the header everything is offered (RFC 9110, 12.5.3): that is so where the client had none.
            (offered is null && offer is not null).ShouldBeFalse($"{offer}: {offered}");
        }

        upstream.Arrivals.ShouldBe(Offers.Length);
    }
}
