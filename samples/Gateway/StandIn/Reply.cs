using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>What both APIs have in common: JSON in, JSON out, errors as JSON.</summary>
internal static class Reply
{
    public const string Text = "This is the stand-in: your token was good and stayed at the gateway, and the key of the provider came in its place.";

    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static Task JsonAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(value, type, "application/json", context.RequestAborted);

    public static Task ErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return JsonAsync(context, new ErrorBody(message), StandInJson.Default.ErrorBody);
    }

    /// <summary>Words stand for tokens here.</summary>
    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
