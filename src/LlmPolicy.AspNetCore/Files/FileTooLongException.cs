namespace LlmPolicy.Files;

internal sealed class FileTooLongException(int longest) : IOException(longest >= Mebi ? $"longer than {longest / Mebi} MiB" : $"longer than {longest / Kibi} KiB")
{
    private const int Kibi = 1024;
    private const int Mebi = Kibi * Kibi;
}
