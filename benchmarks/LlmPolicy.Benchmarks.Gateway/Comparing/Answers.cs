using System.Net;

namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>That a gateway does what its row says, before it is measured: the provider's answer to the good token, none to a forged one.</summary>
internal static class Answers
{
    public static async Task CheckAsync(Contender contender)
    {
        using HttpClient client = new();
        string token = contender.Tokens.Lines[^1];
        await ExpectAsync(client, contender, token, HttpStatusCode.OK);
        if (contender.HasPolicy)
        {
            // One character of the payload: what it says now, no one signed.
            int payload = token.IndexOf('.', StringComparison.Ordinal) + 12;
            string forged = token[..payload] + (token[payload] == 'A' ? 'B' : 'A') + token[(payload + 1)..];
            await ExpectAsync(client, contender, forged, HttpStatusCode.Unauthorized);
        }
    }

    private static async Task ExpectAsync(HttpClient client, Contender contender, string token, HttpStatusCode expected)
    {
        using HttpRequestMessage request = LabRequest.To(contender.Process.Address, token, "*/*");
        using HttpResponseMessage response = await client.SendAsync(request);
        if (response.StatusCode != expected)
        {
            throw new MeasurementException(
                $"{contender.Name} answered {(int)response.StatusCode} instead of {(int)expected}.\n{await response.Content.ReadAsStringAsync()}");
        }
    }
}
