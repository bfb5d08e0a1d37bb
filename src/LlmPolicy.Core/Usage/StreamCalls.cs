using LlmPolicy.Models;

namespace LlmPolicy.Usage;

/// <summary>Calls whose stream reports its usage only where the body asks for it, and whose server can be asked.</summary>
internal static class StreamCalls
{
    /// <summary>The first <c>api-version</c> of Azure OpenAI that knows <c>stream_options</c>. Earlier ones refuse a request that has it.</summary>
    private const string FirstOfAzure = "2024-09-01";

    private const string AzureVersion = "api-version=";

    /// <summary>Databricks refuses it as well, and reports unasked.</summary>
    private const string Databricks = "serving-endpoints";

    public static bool ReportIfAsked(string target)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        var path = new PathSegments(query < 0 ? target : target[..query]);
        return OperationForm.Called(path) is { ReportsStreamsIfAsked: true } && path.IndexOf(Databricks) < 0 && (query < 0 || !IsOldAzure(target.AsSpan(query + 1)));
    }

    private static bool IsOldAzure(ReadOnlySpan<char> query)
    {
        foreach (var part in query.Split('&'))
        {
            var parameter = query[part];
            if (parameter.StartsWith(AzureVersion, StringComparison.Ordinal) && parameter[AzureVersion.Length..].CompareTo(FirstOfAzure, StringComparison.Ordinal) < 0)
            {
                return true;
            }
        }

        return false;
    }
}
