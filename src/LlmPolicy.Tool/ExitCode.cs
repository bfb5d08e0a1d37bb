namespace LlmPolicy.Tool;

/// <summary>What a script sees of a command.</summary>
internal static class ExitCode
{
    /// <summary>Nothing is wrong; there may be warnings.</summary>
    public const int Success = 0;

    /// <summary>The manifests have errors, cases failed, a token is not good, or a change lets more through.</summary>
    public const int Failure = 1;

    /// <summary>The command was not used as it is meant: an unknown option, a file that is not there.</summary>
    public const int Usage = 2;

    /// <summary>Nothing that is known is wrong, and something could not be decided: people have to look at it.</summary>
    public const int Undecided = 3;
}
