using LlmPolicy.Samples.Running;

namespace LlmPolicy.Samples.Requests;

/// <summary>The sample's tokens.</summary>
internal static class Tokens
{
    public static string Lab => Repository.Text("lab-token.txt");

    public static string Allowed => Repository.Text("tokens", "allowed.txt").Trim();

    public static string WrongClaim => Repository.Text("tokens", "wrong-claim.txt").Trim();
}
