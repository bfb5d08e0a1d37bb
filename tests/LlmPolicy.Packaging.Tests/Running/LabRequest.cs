namespace LlmPolicy.Packaging.Running;

/// <summary>The lab's request, as curl -d sends it.</summary>
internal static class LabRequest
{
    /// <summary>Sends it; without a token, no Authorization.</summary>
    public static async Task<Answer> AskAsync(HttpClient client, string? token, string path = "/huggingface-gloo-gw")
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Content = new StringContent(
                """{"inputs": "What are the advantages of running Gloo Gateway in AWS?"}""", null, "application/x-www-form-urlencoded"),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await client.SendAsync(request);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
