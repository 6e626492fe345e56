"""The Sources page: releases, ages, gaps and revisions in words and tables."""
