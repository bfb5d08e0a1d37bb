using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LlmPolicy.Dashboard;

/// <summary>The page's style sheet and its script, as they are in the assembly.</summary>
internal sealed class DashboardAsset(string name, string contentType)
{
    private readonly byte[] _bytes = Read(name);

    private EntityTagHeaderValue Tag => field ??= new EntityTagHeaderValue($"\"{Convert.ToHexString(SHA256.HashData(_bytes).AsSpan(0, 16))}\"");

    /// <summary>Sends it, or says that the client has it.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        DashboardResponse.Protect(context);
        context.Response.Headers.CacheControl = "no-cache, private";
        return TypedResults.Bytes(_bytes, contentType, entityTag: Tag).ExecuteAsync(context);
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(DashboardAsset).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
